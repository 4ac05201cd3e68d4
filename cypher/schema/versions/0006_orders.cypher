// The look-up of operations by their order.
//
// params:
CREATE INDEX operation_order IF NOT EXISTS FOR (n:Operation) ON (n.order);
