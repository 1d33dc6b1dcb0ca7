// Text of float4 and float8.
import { notSupported } from '../base/errors.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export function printFloat8(_value: number): string {
  return stub()
}
export function printFloat4(_value: number): string {
  return stub()
}
export function parseFloat8(_text: string): number {
  return stub()
}
export function parseFloat4(_text: string): number {
  return stub()
}
