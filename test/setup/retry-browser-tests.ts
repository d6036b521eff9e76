// On a busy machine one of hundreds of steps in the browser can time out. Such a test runs once more, and the report
// shows its first error. A fault of the page fails both times.
import { jest } from '@jest/globals'

jest.retryTimes(1, { logErrorsBeforeRetry: true })
