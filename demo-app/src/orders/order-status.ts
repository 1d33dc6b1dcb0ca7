// The life of an order, in order; `cancelled` can follow any of them.

export const orderStatuses = ['pending', 'paid', 'packed', 'shipped', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

export const orderPriorities = ['low', 'normal', 'high'] as const
export type OrderPriority = (typeof orderPriorities)[number]
