// How many of a product: typed or stepped. What is not a quantity is said at once and never saved.

import { useId } from 'react'
import { Icon } from '../components/icon.tsx'
import { ChangedElsewhere } from './changed-elsewhere.tsx'
import type { OrderLine } from './order-writes.ts'
import { useDraft, type Draft } from './use-draft.ts'

const most = 999

function quantityOf(text: string): number | null {
  const quantity = Number(text)
  return /^\d+$/.test(text.trim()) && quantity >= 1 && quantity <= most ? quantity : null
}

export interface QuantityFieldProps {
  readonly line: OrderLine
  readonly onSave: (quantity: number, onRefused: () => void) => void
}

function useQuantityDraft({ line, onSave }: QuantityFieldProps): Draft {
  return useDraft({
    name: `quantity of ${line.id}`,
    value: String(line.quantity),
    save: (text, onRefused) => {
      const quantity = quantityOf(text)
      if (quantity !== null) onSave(quantity, onRefused)
    },
    toValue: text => String(quantityOf(text) ?? line.quantity),
  })
}

export function QuantityField({ line, onSave }: QuantityFieldProps) {
  const errorId = useId()
  const draft = useQuantityDraft({ line, onSave })
  const quantity = quantityOf(draft.text)
  const isWrong = quantity === null
  const step = (by: number): void => {
    const next = (quantity ?? line.quantity) + by
    if (next >= 1 && next <= most) draft.put(String(next))
  }
  return (
    <div className="quantity">
      <div className="stepper">
        <button
          type="button"
          className="icon-button"
          aria-label={`One less of ${line.name}`}
          disabled={quantity === 1}
          onClick={() => step(-1)}
        >
          <Icon name="minus" size={14} />
        </button>
        <input
          className="input"
          inputMode="numeric"
          role="spinbutton"
          aria-label={`Quantity of ${line.name}`}
          aria-valuenow={quantity ?? undefined}
          aria-valuemin={1}
          aria-valuemax={most}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? errorId : undefined}
          value={draft.text}
          onFocus={event => event.target.select()}
          onChange={event => draft.type(event.target.value)}
          // What cannot be saved stays, to be corrected.
          onBlur={() => !isWrong && draft.finish()}
          onKeyDown={event => {
            if (event.key === 'Enter' && !isWrong) draft.finish()
            if (event.key === 'Escape' && draft.isDirty) {
              event.stopPropagation()
              draft.takeTheirs()
            }
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
            event.preventDefault()
            step(event.key === 'ArrowUp' ? 1 : -1)
          }}
        />
        <button
          type="button"
          className="icon-button"
          aria-label={`One more of ${line.name}`}
          disabled={quantity === most}
          onClick={() => step(1)}
        >
          <Icon name="plus" size={14} />
        </button>
      </div>
      {isWrong && (
        <p id={errorId} className="field-error" role="alert">
          A whole number from 1 to {most}
        </p>
      )}
      {draft.theirs !== null && <ChangedElsewhere theirs={draft.theirs} onKeepMine={draft.keepMine} onTakeTheirs={draft.takeTheirs} />}
    </div>
  )
}
