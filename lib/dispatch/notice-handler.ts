import type { HandlerEvent } from '../events/handler-event.ts'
import type { ForgottenSubject } from '../handlers/define-handler.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { RejectError } from '../outcomes.ts'

/**
 * The handler as the notice of an erasure runs it: `onForgotten` takes the place of `run`, and a failure
 * always parks the lane, because an erasure must not be lost.
 */
export function noticeHandler(handler: RegisteredHandler): RegisteredHandler {
  const { onForgotten } = handler.definition
  return {
    ...handler,
    options: { ...handler.options, onFailure: 'park' },
    definition: {
      on: '*',
      run(event, context) {
        if (onForgotten !== undefined) return onForgotten(subjectOf(event), context)
        throw new RejectError('this version of the handler has no onForgotten')
      },
    },
  }
}

function subjectOf({ payload }: HandlerEvent): ForgottenSubject {
  const { company, kind, key } = JSON.parse(payload ?? '{}') as ForgottenSubject
  return { company, kind, key }
}
