import { describePageStore } from '../testing/page-store-contract.ts'
import { MemoryPageStore } from './memory-page-store.ts'

describePageStore('MemoryPageStore', async () => {
  let store: MemoryPageStore | undefined
  return {
    open: async () => (store = new MemoryPageStore(store)),
    dispose: async () => undefined,
  }
})
