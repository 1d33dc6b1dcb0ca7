import { describe, expect, it } from 'vitest'
import { isFiltered, readFilters, writeFilters, type OrderFilters } from './order-filters.ts'

describe('the filters of the board in the URL', () => {
  it.each<OrderFilters>([
    { search: '', status: null, priority: null, sort: 'newest' },
    { search: 'a & b = 100 %', status: 'packed', priority: 'high', sort: 'customer-last' },
  ])('%o come back as they were', filters => {
    expect(readFilters(new URLSearchParams(writeFilters(filters).toString()))).toEqual(filters)
  })

  it('are not there when nothing is chosen', () => {
    expect(writeFilters(readFilters(new URLSearchParams())).toString()).toBe('')
  })

  it('ignore what does not exist', () => {
    const filters = readFilters(new URLSearchParams('status=lost&priority=huge&sort=sideways'))
    expect(filters).toEqual({ search: '', status: null, priority: null, sort: 'newest' })
    expect(isFiltered(filters)).toBe(false)
  })
})
