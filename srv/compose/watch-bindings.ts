import type { Config } from '../../lib/config/config.ts'
import { readConfig } from '../../lib/config/read-config.ts'
import { type BindingWatch, watchBindings } from '../../lib/config/rotation/watch-bindings.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'

/** Takes rotated secrets of the bindings into use, and says so in the log. */
export function watchOwnBindings(config: Config, logger: Logger): BindingWatch {
  return watchBindings({
    config,
    read: () => readConfig(),
    intervalMs: config.bindingsCheckMs,
    onEvent(event) {
      if (event.kind === 'renewed') logger.info('new secrets of the bindings are in use')
      else if (event.kind === 'recovered') logger.info('the bindings can be read again')
      else logger.error({ code: event.error.code }, event.error.message)
    },
  })
}
