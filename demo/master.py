"""Who and what the plant knows: items, suppliers, customers, stations, people. All invented."""

from __future__ import annotations

from dataclasses import dataclass

SITE = "Husum"

RAW_MILK, CULTURE, SUGAR, STRAWBERRY = "1001", "1201", "1301", "1401"
CUP_500, CUP_125, LID = "2101", "2102", "2201"
MILK, CREAM, WHITE_MASS, BULK, WHEY = "3001", "3002", "3101", "3201", "3202"
FRUIT_MIX, REWORK = "3301", "3901"
NATURAL_500, STRAWBERRY_125, STRAWBERRY_500, MULTIPACK = "5001", "5002", "5003", "5101"


@dataclass(frozen=True, slots=True)
class Item:
    """A material: its names, its unit, how long it keeps, and where it is stored."""

    name: str
    chinese: str
    unit: str
    keeps_days: int
    location: str


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sells to the plant."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys: what, and in which weeks of the six."""

    name: str
    contact: str
    address: str
    items: tuple[str, ...]
    weeks: tuple[int, ...] = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Station:
    """Where orders of one sort run: line, recipe, equipment, and who may run them."""

    line: str
    recipe: str
    equipment: tuple[str, ...]
    crew: tuple[str, ...]


ITEMS = {
    RAW_MILK: Item("Raw milk", "生牛乳", "kg", 4, "SILO-1"),
    CULTURE: Item("Yoghurt culture", "酸奶发酵剂", "kg", 180, "FREEZER-1"),
    SUGAR: Item("Sugar, fine", "白砂糖", "kg", 720, "DRY-1"),
    STRAWBERRY: Item("Strawberry preparation", "草莓果酱", "kg", 90, "COLD-1"),
    CUP_500: Item("Cup 500 g", "500克塑杯", "pcs", 1080, "DRY-2"),
    CUP_125: Item("Cup 125 g", "125克塑杯", "pcs", 1080, "DRY-2"),
    LID: Item("Lid 95 mm", "95毫米铝盖膜", "pcs", 1080, "DRY-2"),
    MILK: Item("Pasteurised milk", "巴氏杀菌乳", "kg", 5, "TANK-1"),
    CREAM: Item("Cream 40 %", "稀奶油", "kg", 10, "TANK-2"),
    WHITE_MASS: Item("White mass", "白基料", "kg", 2, "TANK-3"),
    BULK: Item("Yoghurt bulk", "发酵酸奶基料", "kg", 6, "TANK-4"),
    WHEY: Item("Whey", "乳清", "kg", 5, "TANK-5"),
    FRUIT_MIX: Item("Strawberry yoghurt bulk", "草莓酸奶混合料", "kg", 3, "TANK-6"),
    REWORK: Item("Yoghurt rework", "回用酸奶", "kg", 7, "TANK-7"),
    NATURAL_500: Item("Natural yoghurt 500 g", "原味酸奶500克", "kg", 35, "COLD-2"),
    STRAWBERRY_125: Item("Strawberry yoghurt 125 g", "草莓酸奶125克", "kg", 35, "COLD-2"),
    STRAWBERRY_500: Item("Strawberry yoghurt 500 g", "草莓酸奶500克", "kg", 35, "COLD-2"),
    MULTIPACK: Item("Strawberry yoghurt 4 x 125 g", "草莓酸奶4杯装", "pcs", 35, "COLD-3"),
}

LOT_PREFIX = {
    RAW_MILK: "RM",
    CULTURE: "CT",
    SUGAR: "SU",
    STRAWBERRY: "ST",
    CUP_500: "CP",
    CUP_125: "CQ",
    LID: "LD",
}

MILK_SUPPLIERS = ("S-101", "S-102", "S-103")
NORDIC_CULTURES, HANSA = "S-201", "S-202"
SUGAR_SUPPLIER, FRUIT_QINGDAO, FRUIT_HOLSTEIN = "S-301", "S-401", "S-402"
CUP_SUPPLIER, LID_SUPPLIER = "S-501", "S-502"

SUPPLIERS = {
    "S-101": Supplier("Milchhof Eiderstedt eG", "+49 30 23125 101"),
    "S-102": Supplier("Geestmilch Bredstedt GmbH", "+49 30 23125 102"),
    "S-103": Supplier("Sønderå Mælk A.m.b.a.", "+45 70 00 01 03"),
    "S-201": Supplier("Nordic Cultures", "lot-recall@nordic-cultures.example"),
    "S-202": Supplier("Hansa Ferment GmbH", "+49 30 23125 202"),
    "S-301": Supplier("Ostsee Zucker AG", "+49 30 23125 301"),
    "S-401": Supplier("青岛果源食品有限公司", "+86 532 5550 0401"),
    "S-402": Supplier("Holsteiner Fruchtküche KG", "+49 30 23125 402"),
    "S-501": Supplier("宁波海杯包装有限公司", "+86 574 5550 0501"),
    "S-502": Supplier("Alu-Deckel Müller & Söhne", "+49 30 23125 502"),
}

_CUPS = (NATURAL_500, STRAWBERRY_125, STRAWBERRY_500)
_ALL = (*_CUPS, MULTIPACK)
CREAM_TRADER, FEED_TRADER = "C-901", "C-902"

CUSTOMERS = {
    "C-101": Customer("Kaufhof Süd", "+49 30 23125 601", "Donaustr. 4, 89073 Ulm", _ALL),
    "C-102": Customer("Marktfrisch Nord", "+49 30 23125 602", "Hafen 12, 24103 Kiel", _ALL),
    "C-103": Customer("Backhaus Petersen", "+49 30 23125 603", "Markt 2, 25813 Husum", _CUPS),
    "C-104": Customer("Gastro-Kontor Elbe", "+49 30 23125 604", "Elbdeich 9, 21129 Hamburg", _CUPS),
    "C-105": Customer(
        "Schulküche Flensburg", "+49 30 23125 605", "Nordstr. 77, 24939 Flensburg", _CUPS
    ),
    "C-106": Customer(
        "Biomarkt Lübeck", "+49 30 23125 606", "Hüxstr. 31, 23552 Lübeck", (NATURAL_500,)
    ),
    "C-201": Customer("Købmandsgården Tønder", "+45 70 00 02 01", "Storegade 5, 6270 Tønder", _ALL),
    "C-202": Customer("Ribe Dagligvarer A/S", "+45 70 00 02 02", "Åvej 18, 6760 Ribe", _ALL),
    "C-203": Customer("Østjysk Engros", "+45 70 00 02 03", "Havnen 3, 8000 Aarhus", _CUPS),
    "C-204": Customer(
        "Rømø Strandkiosk", "+45 70 00 02 04", "Strandvej 1, 6792 Rømø", _CUPS, weeks=(1,)
    ),
    "C-301": Customer(
        "上海北海食品进出口有限公司", "+86 21 5550 0301", "上海市外高桥保税区", _ALL, weeks=(1,)
    ),
    "C-302": Customer("汉堡华人超市", "+49 30 23125 632", "Großmarkt 8, 20097 Hamburg", _ALL),
    "C-303": Customer(
        "广州鲜程冷链有限公司", "+86 20 5550 0303", "广州市南沙区", (MULTIPACK,), weeks=(1,)
    ),
    "C-304": Customer(
        "Nordlicht Versand", "+49 30 23125 634", "Kai 6, 25746 Heide", (NATURAL_500,), weeks=(1, 6)
    ),
    CREAM_TRADER: Customer(
        "Butterkontor Dithmarschen", "+49 30 23125 691", "Am Speicher 1, 25746 Heide", ()
    ),
    FEED_TRADER: Customer("Vestjysk Foder ApS", "+45 70 00 09 02", "Møllevej 40, 6780 Skærbæk", ()),
}

OPERATORS = {
    "OP-01": "Jens Hansen",
    "OP-02": "Maike Petersen",
    "OP-03": "王芳",
    "OP-04": "Søren Kjær",
    "OP-05": "Ayşe Demir",
    "OP-06": "Ole Lorenzen",
    "OP-07": "李强",
    "OP-08": "Birte Thomsen",
}

_WET, _DRY = ("OP-01", "OP-02", "OP-03", "OP-04"), ("OP-05", "OP-06", "OP-07", "OP-08")

STATIONS = {
    "pasteurising": Station("Milk reception", "PAST-72", ("PAS-1", "SEP-1"), _WET),
    "blending": Station("White side", "WHITE-10", ("BLT-1",), _WET),
    "fermenting": Station("White side", "FERM-43", ("FER-1",), _WET),
    "mixing": Station("White side", "STRAW-17", ("MIX-1",), _WET),
    "reworking": Station("White side", "REW-01", ("BLT-2",), _WET),
    "filling 500": Station("Line 1", "FILL-500", ("FIL-1", "SEAL-1"), _DRY),
    "filling 125": Station("Line 2", "FILL-125", ("FIL-2", "SEAL-2"), _DRY),
    "splitting": Station("Packing", "SPLIT", ("PAL-1",), _DRY),
    "repacking": Station("Packing", "MULTI-4", ("SLV-1",), _DRY),
}
