import { describe, expect, it } from '@jest/globals'
import { moving, parseMetrics, since, tallyOf } from '../../../../lib/cli/demo/tally.ts'

const text = `# HELP sf_event_receiver_messages_total recorded messages
# TYPE sf_event_receiver_messages_total counter
sf_event_receiver_messages_total{outcome="accepted"} 10
sf_event_receiver_messages_total{outcome="repeat"} 2
sf_event_receiver_calls_total{status="200"} 12
sf_event_receiver_calls_total{status="401"} 3
sf_event_receiver_calls_total{status="403"} 1
sf_event_receiver_events_total 15
sf_event_receiver_attempts_total{handler="a",outcome="completed"} 7
sf_event_receiver_attempts_total{handler="a",outcome="retry"} 4
sf_event_receiver_attempts_total{handler="a",outcome="timed-out"} 1
sf_event_receiver_attempts_total{handler="b",outcome="completed"} 99
sf_event_receiver_open_deliveries{handler="a",state="moving"} 5
sf_event_receiver_open_deliveries{handler="a",state="parked"} 2
sf_event_receiver_open_deliveries{handler="a",state="behind"} 3
process_cpu_seconds_total 1.5e-3
`

describe('the tally', () => {
  const tally = tallyOf(parseMetrics(text), ['a', 'c'])

  it('adds up what the metrics say of the given handlers', () => {
    expect(tally).toEqual({
      accepted: 10,
      duplicates: 2,
      undecodable: 0,
      refused: 4,
      events: 15,
      handlers: {
        a: { completed: 7, retried: 5, parked: 2, behind: 3, moving: 5 },
        c: { completed: 0, retried: 0, parked: 0, behind: 0, moving: 0 },
      },
    })
    expect(moving(tally)).toBe(5)
  })

  it('leaves out what was before', () => {
    const later = tallyOf(
      parseMetrics(
        text
          .replace('completed"} 7', 'completed"} 9')
          .replace('"accepted"} 10', '"accepted"} 11')
          .replace('"parked"} 2', '"parked"} 3'),
      ),
      ['a', 'c'],
    )
    expect(since(tally, later)).toMatchObject({
      accepted: 1,
      duplicates: 0,
      refused: 0,
      handlers: { a: { completed: 2, retried: 0, parked: 1, behind: 0, moving: 5 } },
    })
  })
})

describe('parseMetrics', () => {
  it('reads names, labels and values', () => {
    expect(parseMetrics('# TYPE a counter\na{b="c d",e="f"} 2\n\nx 1.5e-3\n')).toEqual([
      { name: 'a', labels: { b: 'c d', e: 'f' }, value: 2 },
      { name: 'x', labels: {}, value: 0.0015 },
    ])
  })
})
