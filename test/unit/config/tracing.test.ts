import { describe, expect, it } from '@jest/globals'
import { readTracing } from '../../../lib/config/tracing.ts'

const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

describe('OpenTelemetry variables', () => {
  it.each([
    ['no collector is named', {}],
    ['only a sampler is named', { OTEL_TRACES_SAMPLER: 'nonsense' }],
    ['the SDK is disabled', { ...collector, OTEL_SDK_DISABLED: 'TRUE' }],
    ['no exporter is wanted', { ...collector, OTEL_TRACES_EXPORTER: 'none' }],
  ])('mean no traces where %s', (_where, given) => {
    expect(readTracing(given)).toEqual({ tracing: null, mistakes: [] })
  })

  it('follow the parent and take everything unless they say otherwise', () => {
    expect(readTracing(collector).tracing).toEqual({
      sampler: { name: 'parentbased_always_on', ratio: 1 },
    })
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }
    const sampled = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }
    expect(readTracing({ ...own, ...sampled }).tracing).toEqual({
      sampler: { name: 'traceidratio', ratio: 0.25 },
    })
  })

  it('are refused at the start where they cannot be followed, all at once and without a value', () => {
    const { tracing, mistakes } = readTracing({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'secret collector',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_TRACES_SAMPLER_ARG: '2',
    })
    expect(tracing).toBeNull()
    expect(mistakes.map((mistake) => mistake.split(':')[0])).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'OTEL_TRACES_SAMPLER',
      'OTEL_TRACES_SAMPLER_ARG',
    ])
    expect(mistakes.join()).not.toMatch(/secret|grpc|sometimes/)
  })
})
