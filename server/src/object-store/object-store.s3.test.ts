import { systemRandom } from '@zendb/shared/base/random'
import { expect, test } from 'vitest'
import { objectStoreContract } from '../testing/object-store-contract.ts'
import { openTestS3, testS3Endpoint } from '../testing/open-test-s3.ts'
import { probeObjectStore } from './probe-object-store.ts'
import { S3ObjectStore } from './s3-object-store.ts'

if (testS3Endpoint === undefined) {
  test.skipIf(testS3Endpoint === undefined)(
    'object store contract: S3 (set ZENDB_S3_ENDPOINT and the AWS_* keys to run it)',
    () => undefined,
  )
} else {
  objectStoreContract('S3', () => openTestS3())

  test('a real S3 passes the probe', async () => {
    await probeObjectStore(await openTestS3(), systemRandom)
  })

  test('wrong keys fail with the reason of the store', async () => {
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nothing' }
    const store = new S3ObjectStore({ bucket: 'zendb-test', endpoint: testS3Endpoint ?? '', credentials })
    await expect(store.get('a')).rejects.toMatchObject({ code: 'STORAGE_FAILED', details: { status: 403 } })
  })

  test('more keys than one page of a listing are all listed', { timeout: 60_000 }, async () => {
    const store = await openTestS3()
    const names = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
    for (let i = 0; i < names.length; i += 50) await Promise.all(names.slice(i, i + 50).map(name => store.put(name, new Uint8Array([1]))))
    expect(await store.list('many/')).toEqual(names)
  })
}
