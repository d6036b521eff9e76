import { defineHandler, type HandlerDefinition } from '#handler'
import { anEvent } from '#testing'

export const event = anEvent({
  type: 'a.Type',
  keys: { userId: '20001' },
  params: { mail: 'a@b.example' },
})
export const handler = (run: HandlerDefinition['run'], rest: Partial<HandlerDefinition> = {}) =>
  defineHandler({ on: 'a.Type', run, ...rest })
