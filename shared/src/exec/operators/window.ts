// Window functions.

import { notSupported } from '../../base/errors.ts'
import type { Plan } from '../../sql/plan.ts'
import type { Batch } from '../batch.ts'
import type { CompileScope } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'

export class Window implements Operator {
  constructor(_plan: Extract<Plan, { kind: 'window' }>, _input: Operator, _scope: CompileScope) {
    throw notSupported('window functions')
  }

  reset(): void {}

  next(): Batch | null {
    return null
  }
}
