// What stands in for Node's parts offers the same names, and says what is wrong.

import { expect, test } from 'vitest'
import * as parts from '#node'
import * as absent from './node-is-absent.ts'

test('there is a stand-in for each of the parts of Node', () => {
  expect(Object.keys(absent).sort()).toEqual(Object.keys(parts).sort())
})

test('each tells that the bundle was made for a browser', () => {
  for (const part of [() => absent.openDirectory('x', 'y'), () => absent.destroyDirectory('x', 'y'), () => absent.nodeWebSocket()])
    expect(part).toThrow('this bundle was made for a browser')
})

test('the WebSocket of the package ws is found', () => {
  expect(parts.nodeWebSocket()).toHaveProperty('OPEN', 1)
})
