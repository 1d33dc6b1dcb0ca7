// Text of bytes and of floats: JavaScript has forms of its own for both, so few applications read or print them as text.
// It comes with the part of special functions.

import { LatePart } from '../base/load-part.ts'
import type * as rareTexts from './rare-texts.ts'

export const lateTexts = new LatePart<typeof rareTexts>('specials')
