FROM python:3.12-slim AS build

RUN pip install --no-cache-dir uv \
    && apt-get update && apt-get install --yes --no-install-recommends npm
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never

WORKDIR /app
# The dependencies change less often than the code: a layer of their own.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --no-editable


FROM python:3.12-slim

# A font with Chinese signs, for pictures that the service draws.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home genealogy \
    && install --directory --owner=genealogy --group=genealogy /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1

USER genealogy
WORKDIR /data
EXPOSE 8000
ENTRYPOINT ["genealogy"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
