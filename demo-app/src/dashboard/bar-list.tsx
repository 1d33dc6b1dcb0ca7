// A bar chart as a list: readable by everyone, without a legend.

interface Item {
  readonly label: string
  readonly value: number
}

export function BarList({ items, print }: { readonly items: readonly Item[]; readonly print: (value: number) => string }) {
  const largest = Math.max(1, ...items.map(item => item.value))
  return (
    <ul className="bars">
      {items.map(item => (
        <li key={item.label} className="bar-item">
          <span className="bar-label">{item.label}</span>
          <span className="bar-value">{print(item.value)}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${(100 * item.value) / largest}%` }} />
          </span>
        </li>
      ))}
    </ul>
  )
}
