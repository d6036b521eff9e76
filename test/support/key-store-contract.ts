import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { KeyStore } from '../../lib/encryption/key-store.ts'
import { readMasterKey } from '../../lib/encryption/master-key.ts'
import { rotateMasterKey } from '../../lib/encryption/rotate-master-key.ts'
import { newId } from '../../lib/new-id.ts'

const bytes = (text: string) => Buffer.from(text)
const at = (day: number) => new Date(Date.UTC(2030, 0, day))

/** The same tests for each kind of key store. */
export function describeKeyStore(name: string, open: () => Promise<KeyStore>): void {
  describe(name, () => {
    let opened: KeyStore
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    const store = () => opened
    testStates(store)
    testTrimming(store)
    testLedger(store)
    testRotation(store)
  })
}

type Given = () => KeyStore

async function found(store: KeyStore, id: string): Promise<unknown[]> {
  return (await store.find([id])).map(({ state, wrapped }) => [
    state,
    wrapped === null ? null : Buffer.from(wrapped).toString(),
  ])
}

function testStates(store: Given): void {
  it('keeps the first key of an id', async () => {
    const [id, other] = [newId(), newId()]
    await store().add([{ id, wrapped: bytes('first') }])
    await store().add([
      { id, wrapped: bytes('second') },
      { id: other, wrapped: bytes('other') },
    ])
    expect(await found(store(), id)).toEqual([['living', 'first']])
    expect(await found(store(), other)).toEqual([['living', 'other']])
    expect(await found(store(), newId())).toEqual([])
  })

  it('never uses the id of a destroyed key again, known before or not', async () => {
    const [id, unknown] = [newId(), newId()]
    await store().add([{ id, wrapped: bytes('key') }])
    const before = await store().lastChange()
    for (const each of [id, id, unknown]) await store().destroy(each)
    await store().add([
      { id, wrapped: bytes('again') },
      { id: unknown, wrapped: bytes('again') },
    ])
    expect(await found(store(), id)).toEqual([['destroyed', null]])
    expect(await found(store(), unknown)).toEqual([['destroyed', null]])
    const changes = (await store().changesAfter(before, 10)) ?? []
    expect(changes.map((change) => [change.id, change.state])).toEqual([
      [id, 'destroyed'],
      [unknown, 'destroyed'],
    ])
    expect(await store().changesAfter(before, 1)).toEqual(changes.slice(0, 1))
    expect(await store().lastChange()).toBe(changes[1]?.sequence)
  })

  it('destroys many keys at once, each of them once', async () => {
    const [id, other, unknown] = [newId(), newId(), newId()]
    await store().add([id, other].map((each) => ({ id: each, wrapped: bytes('key') })))
    const before = await store().lastChange()
    await store().destroy(id, other, unknown, id)
    await store().destroy(other)
    await store().destroy()
    for (const each of [id, other, unknown]) {
      expect(await found(store(), each)).toEqual([['destroyed', null]])
    }
    const changes = (await store().changesAfter(before, 10)) ?? []
    expect(changes.map((change) => change.id).sort()).toEqual([id, other, unknown].sort())
  })

  it('blocks living keys only, and never unblocks a destroyed one', async () => {
    const id = newId()
    await store().add([{ id, wrapped: bytes('key') }])
    await store().block(id)
    expect(await found(store(), id)).toEqual([['blocked', 'key']])
    await store().unblock(id)
    expect(await found(store(), id)).toEqual([['living', 'key']])
    await store().destroy(id)
    await store().block(id)
    await store().unblock(id)
    expect(await found(store(), id)).toEqual([['destroyed', null]])
  })
}

function testTrimming(store: Given): void {
  it('keeps the latest changes only, and tells a reader that it has missed some', async () => {
    const ids = [newId(), newId(), newId()]
    await store().add(ids.map((id) => ({ id, wrapped: bytes('key') })))
    const places: number[] = []
    for (const id of ids) {
      await store().destroy(id)
      places.push(await store().lastChange())
    }
    const [first = 0, second = 0, third = 0] = places
    while (await store().trimChanges(2));
    expect(await store().changesAfter(first, 10)).toBeNull()
    expect(await store().changesAfter(0, 10)).toBeNull()
    expect(await store().changesAfter(second, 10)).toMatchObject([{ id: ids[2] }])
    expect(await store().changesAfter(third, 10)).toEqual([])
    while (await store().trimChanges(1));
    expect(await store().changesAfter(second, 10)).toBeNull()
    expect(await store().lastChange()).toBe(third)
    for (const id of ids) expect(await found(store(), id)).toEqual([['destroyed', null]])
  })
}

function testLedger(store: Given): void {
  it('appends each request to the ledger once, and deletes what has expired', async () => {
    const entry = {
      requestId: newId(),
      subjectHash: bytes('hash of a person'),
      keyId: newId(),
      forgottenAt: at(1),
      keptUntil: at(10),
    }
    const other = { ...entry, requestId: newId(), keyId: null, keptUntil: at(20) }
    await store().appendToLedger(entry)
    await store().appendToLedger({ ...entry, keyId: null })
    await store().appendToLedger(other)
    const [first, second, ...more] = await store().ledgerAfter(0, 10)
    expect(more).toEqual([])
    expect([first, second]).toMatchObject([
      { ...entry, subjectHash: expect.anything() },
      { ...other, subjectHash: expect.anything() },
    ])
    expect(Buffer.from(first?.subjectHash ?? [])).toEqual(entry.subjectHash)
    expect(await store().ledgerAfter(first?.sequence ?? 0, 10)).toEqual([second])
    expect(await store().findInLedger([entry.subjectHash, bytes('nobody')], at(5))).toHaveLength(2)
    expect(await store().findInLedger([entry.subjectHash], at(15))).toEqual([second])
    await store().trimLedger(at(15))
    expect(await store().ledgerAfter(0, 10)).toEqual([second])
  })
}

function testRotation(store: Given): void {
  it('wraps all keys again after a rotation, but no destroyed one', async () => {
    const [old, next] = ['11'.repeat(32), '22'.repeat(32)]
    const former = readMasterKey(old)
    const ids = [newId(), newId(), newId()]
    const keys = ids.map((_, index) => Buffer.alloc(32, index + 1))
    for (const { id } of await store().listAfter(null, 100)) await store().destroy(id)
    await store().add(
      ids.map((id, index) => ({ id, wrapped: former.wrap(id, keys[index] as Buffer) })),
    )
    const [, , destroyed = ''] = ids
    const [stale] = (await store().listAfter(null, 100)).filter(({ id }) => id === destroyed)
    await store().destroy(destroyed)
    const both = readMasterKey(`${next}\n${old}`)
    expect(await rotateMasterKey(store(), both)).toBe(2)
    expect(await rotateMasterKey(store(), both)).toBe(0)
    await store().rewrap([
      { id: destroyed, from: stale?.wrapped ?? bytes(''), to: bytes('back again') },
    ])
    const only = readMasterKey(next)
    const [first] = ids
    const after = await store().listAfter(first ?? null, 1)
    expect(after.map(({ id }) => id)).toEqual([ids[1]])
    for (const { id, wrapped } of await store().listAfter(null, 100)) {
      expect(only.unwrap(id, wrapped)).toEqual(keys[ids.indexOf(id)])
    }
    expect(await found(store(), destroyed)).toEqual([['destroyed', null]])
  })
}
