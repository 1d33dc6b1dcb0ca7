import { describe, expect, test } from 'vitest'
import { isDirty, refused, saved, settled, theirsOf, typed, type Edit } from './draft-step.ts'

const shown = (edit: Edit | null, value: string): string => edit?.text ?? value

describe('a text that was saved', () => {
  test('is shown until the value is that, and the value before it is not', () => {
    const edit = saved(typed(null, 'mine', 'old'), 'mine', 'old')
    expect(shown(settled(edit, 'old'), 'old')).toBe('mine')
    expect(isDirty(settled(edit, 'old'), 'old')).toBe(false)
    expect(settled(edit, 'mine')).toBeNull()
  })

  test('gives way to something newer', () => {
    expect(settled(saved(typed(null, 'mine', 'old'), 'mine', 'old'), 'newer')).toBeNull()
  })

  test('that is the value already is done', () => {
    expect(saved(typed(null, '05', '5'), '5', '5')).toBeNull()
  })

  test('is kept over theirs as well', () => {
    const edit = saved(typed(null, 'mine', 'old'), 'mine', 'theirs')
    expect(shown(settled(edit, 'theirs'), 'theirs')).toBe('mine')
  })

  test('and refused is a draft again', () => {
    const edit = refused(saved(typed(null, 'mine', 'old'), 'mine', 'old'), 'mine', 'old')
    expect([shown(edit, 'old'), isDirty(edit, 'old'), theirsOf(edit, 'old')]).toEqual(['mine', true, null])
    expect(refused(null, 'mine', 'old')).toBeNull()
  })

  test('and then saved again is not confused by the first save that arrives', () => {
    const edit = saved(saved(saved(null, '6', '5'), '7', '5'), '8', '5')
    for (const value of ['5', '6', '7']) expect(shown(settled(edit, value), value)).toBe('8')
    expect(settled(edit, '8')).toBeNull()
  })
})

describe('typing', () => {
  test('over a save that is on its way takes what arrives for its own', () => {
    const edit = typed(saved(typed(null, 'one', 'old'), 'one', 'old'), 'one two', 'old')
    expect(theirsOf(settled(edit, 'old'), 'old')).toBeNull()
    const arrived = settled(edit, 'one')
    expect([shown(arrived, 'one'), theirsOf(arrived, 'one'), isDirty(arrived, 'one')]).toEqual(['one two', null, true])
    // From then on the value before it would be somebody else's.
    expect(theirsOf(settled(arrived, 'old'), 'old')).toBe('old')
  })

  test('is told of what came from elsewhere', () => {
    const edit = typed(typed(null, 'm', 'old'), 'mine', 'theirs')
    expect(theirsOf(settled(edit, 'theirs'), 'theirs')).toBe('theirs')
    expect(theirsOf(settled(edit, 'mine'), 'mine')).toBeNull()
  })
})
