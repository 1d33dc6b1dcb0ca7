import { describeLogStore } from '../testing/log-store-contract.ts'
import { MemoryLogStore } from './memory-log-store.ts'

describeLogStore('MemoryLogStore', async () => {
  let store: MemoryLogStore | undefined
  return {
    open: async () => (store = new MemoryLogStore(store)),
    dispose: async () => undefined,
  }
})
