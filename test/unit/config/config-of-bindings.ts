import { expect } from '@jest/globals'
import type { BindingFiles } from '../../../lib/config/bindings/choose-bindings.ts'
import { readConfig } from '../../../lib/config/read-config.ts'
import { type AnyBinding, foldersOf } from '../../support/binding-shapes.ts'

export const NO_FILES: BindingFiles = { vcapServices: null, folders: null, mistakes: [] }
export const PRODUCTION = {
  NODE_ENV: 'production',
  KEY_STORE: 'event-database',
  MASTER_KEY_FILE: 'master.key',
}

export const ofFolders = (folders: BindingFiles['folders'], variables = {}) =>
  readConfig({ ...PRODUCTION, ...variables }, { ...NO_FILES, folders })
export const shaped =
  (shape: (binding: AnyBinding) => Record<string, string>, variables = {}) =>
  (bindings: readonly AnyBinding[]) =>
    ofFolders(foldersOf(bindings, shape), variables)

export const mistakesOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid' })
    return (error as Error).message
  }
  throw new Error('the bindings were accepted')
}
