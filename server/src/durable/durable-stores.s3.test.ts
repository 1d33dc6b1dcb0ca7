// The durable stores against a real S3 server, when ZENDB_S3_ENDPOINT names one.

import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { describeLogStore } from '@zendb/shared/testing/log-store-contract'
import { describePageStore } from '@zendb/shared/testing/page-store-contract'
import { expect, test } from 'vitest'
import { openTestS3, testS3Endpoint } from '../testing/open-test-s3.ts'
import { createBranch, takeBranch, type HeldBranch, type LeaseOptions } from './lease.ts'

const name = { database: 'db', branch: 'main' }

async function makeOptions(): Promise<LeaseOptions> {
  const objects = await openTestS3()
  const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
  const options: LeaseOptions = { objects, clock: systemClock, random: systemRandom, holder: 'test', sleep }
  await createBranch(options, name)
  return options
}

async function makeHarness<Store>(part: (branch: HeldBranch) => Store): Promise<{ open(): Promise<Store>; dispose(): Promise<void> }> {
  const options = await makeOptions()
  return { open: async () => part(await takeBranch(options, name)), dispose: () => options.objects.close() }
}

if (testS3Endpoint === undefined) {
  test.skipIf(testS3Endpoint === undefined)('durable stores on S3 (set ZENDB_S3_ENDPOINT and the AWS_* keys to run them)', () => undefined)
} else {
  describeLogStore('the segment log on S3', () => makeHarness(branch => branch.log))
  describePageStore('the object page store on S3', () => makeHarness(branch => branch.pages))

  test('on S3, too, a take-over fences the holder before it', async () => {
    const options = await makeOptions()
    const old = await takeBranch(options, name)
    await old.log.append(1, [Uint8Array.of(1)], 'strict')
    const fresh = await takeBranch(options, name)
    await expect(old.log.append(2, [Uint8Array.of(2)], 'strict')).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect((await fresh.log.read(1)).map(entry => entry.bytes[0])).toEqual([1])
  })
}
