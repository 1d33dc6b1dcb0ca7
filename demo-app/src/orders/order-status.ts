// The life of an order, in order; `cancelled` can follow any of them.

export const orderStatuses = ['pending', 'paid', 'packed', 'shipped', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

export const statusWords: Readonly<Record<OrderStatus, string>> = {
  pending: 'Pending',
  paid: 'Paid',
  packed: 'Packed',
  shipped: 'Shipped',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
}

/** What happens to an order that goes its way; nothing follows the last two. */
export const nextStatus: Readonly<Partial<Record<OrderStatus, OrderStatus>>> = {
  pending: 'paid',
  paid: 'packed',
  packed: 'shipped',
  shipped: 'delivered',
}

export const orderPriorities = ['low', 'normal', 'high'] as const
export type OrderPriority = (typeof orderPriorities)[number]

export const priorityWords: Readonly<Record<OrderPriority, string>> = { low: 'Low', normal: 'Normal', high: 'High' }
