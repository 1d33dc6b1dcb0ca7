// A combobox over the products: type to search, arrows to choose, Enter to add. The list is a live query like any other.

import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useQuery } from '@zendb/client/react'
import { Icon } from '../components/icon.tsx'
import { printMoney } from '../format.ts'
import type { Product } from './order-writes.ts'
import './product-picker.css'

interface ProductRow extends Product {
  readonly sku: string
  readonly stock: number
}

const shownProducts = 7
const productsSql = `
  SELECT id, name, sku, price, stock FROM products WHERE name ILIKE $1 OR sku ILIKE $1 ORDER BY name, sku LIMIT ${shownProducts}`

export function ProductPicker({ onPick }: { readonly onPick: (product: Product) => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  if (isOpen)
    return (
      <ProductSearch
        onPick={onPick}
        onClose={() => {
          setIsOpen(false)
          // After the button is back.
          requestAnimationFrame(() => button.current?.focus())
        }}
        onLeave={() => setIsOpen(false)}
      />
    )
  return (
    <button ref={button} type="button" className="button button-quiet lines-add" onClick={() => setIsOpen(true)}>
      <Icon name="plus" size={16} /> Add a product
    </button>
  )
}

interface SearchProps {
  readonly onPick: (product: Product) => void
  readonly onClose: () => void
  readonly onLeave: () => void
}

function ProductSearch({ onPick, onClose, onLeave }: SearchProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const pattern = `%${text.trim().replaceAll(/[\\%_]/g, '\\$&')}%`
  const { data: products = [], isLoading } = useQuery<ProductRow>(productsSql, [pattern], { keepPrevious: true })
  const pick = (product: ProductRow | undefined): void => {
    if (product === undefined) return
    onPick(product)
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 && event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    // Escape closes the search, not the order.
    event.stopPropagation()
    if (event.key === 'Enter') pick(products[active])
    else if (event.key === 'Escape') onClose()
    else setActive(before => Math.min(Math.max(before + step, 0), products.length - 1))
  }
  return (
    <div className="picker">
      <input
        autoFocus
        className="input"
        role="combobox"
        aria-label="Product"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={products[active] && `${id}-${active}`}
        autoComplete="off"
        placeholder="Name or number of a product"
        value={text}
        onChange={event => {
          setText(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        onBlur={onLeave}
      />
      <ul id={`${id}-list`} className="picker-list" role="listbox" aria-label="Products">
        {products.map((product, i) => (
          <li
            key={product.id}
            id={`${id}-${i}`}
            className="picker-product"
            role="option"
            aria-selected={i === active}
            // The field keeps the focus until the choice is made.
            onPointerDown={event => event.preventDefault()}
            onClick={() => pick(product)}
          >
            <span className="picker-name">{product.name}</span>
            <span className="picker-stock">{product.stock} in stock</span>
            <span className="picker-price">{printMoney(product.price)}</span>
          </li>
        ))}
      </ul>
      {!isLoading && products.length === 0 && <p className="picker-none">No product is called that.</p>}
    </div>
  )
}
