import { devNull, tmpdir } from 'node:os'
import path from 'node:path'

/**
 * For the environment of a child. Node keeps its compiled files in the folder, and the next child
 * starts in half the time. A `.env` of the developer has no effect on the tests.
 */
export const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: path.join(tmpdir(), 'node-compile-cache'),
  ENV_FILE: devNull,
}
