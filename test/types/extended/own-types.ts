import './event-types.ts'
import { defineHandler, type HandlerEvent, type KnownEventType } from '#handler'

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function isType<Expected>() {
  return <Actual>(_value: Actual, _same: Same<Actual, Expected>) => undefined
}

export const known: KnownEventType[] = ['com.example.Badge.Lost', HIRE]
// @ts-expect-error neither in the catalogue nor added
export const unknown: KnownEventType = 'com.example.Badge.Stolen'

export const own = defineHandler({
  on: ['com.example.Badge.Lost', 'com.example.Badge.Found'],
  run(event) {
    isType<string>()(event.key('badgeId'), true)
    isType<string | null>()(event.key('userId'), true)
    if (event.type === 'com.example.Badge.Found') return
    isType<string>()(event.key('userId'), true)
    isType<string>()(event.param('reason'), true)
    isType<string>()(event.value('reason'), true)
    isType<string>()(event.value('badgeId'), true)
    isType<string | null>()(event.value('other'), true)
    takesAnyEvent(event)
  },
})

export const without = defineHandler({
  on: 'com.example.Badge.Sold',
  run: (event) => isType<string | null>()(event.key('badgeId'), true),
})

export const ofCatalogue = defineHandler({
  on: HIRE,
  run(event) {
    isType<string>()(event.key('userId'), true)
    isType<string>()(event.value('personIdExternal'), true)
  },
})

function takesAnyEvent(event: HandlerEvent): string | null {
  return event.value('userId')
}
