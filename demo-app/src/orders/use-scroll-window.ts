// Which rows of a scrolling list are in sight, with some above and below, so that a quick scroll shows no gaps.

import { useEffect, useState, type RefObject } from 'react'

/** The window moves in steps, so that most scroll events draw nothing. */
const stepRows = 10
const overscanRows = 20

interface ScrollWindow {
  readonly first: number
  /** Included; may lie behind the end of the list. */
  readonly last: number
}

export function rowsInSight(scroller: HTMLElement, rowPixels: number): number {
  return Math.max(1, Math.floor(scroller.clientHeight / rowPixels) - 1)
}

export function useScrollWindow(scroller: RefObject<HTMLElement | null>, rowPixels: number): ScrollWindow {
  const [shown, setShown] = useState<ScrollWindow>({ first: 0, last: overscanRows + stepRows })
  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const measure = (): void => {
      const first = Math.max(0, floorTo(element.scrollTop / rowPixels - overscanRows))
      const last = floorTo((element.scrollTop + element.clientHeight) / rowPixels + overscanRows) + stepRows
      setShown(before => (before.first === first && before.last === last ? before : { first, last }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [scroller, rowPixels])
  return shown
}

const floorTo = (row: number): number => Math.floor(row / stepRows) * stepRows
