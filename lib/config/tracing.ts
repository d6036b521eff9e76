import { z } from 'zod'

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/** Our part of OpenTelemetry's variables; its packages read the others. */
export interface TracingConfig {
  readonly sampler: SamplerConfig
}

export interface SamplerConfig {
  readonly name: (typeof SAMPLERS)[number]
  /** share of sampled traces, 0 to 1 */
  readonly ratio: number
}

const address = z.url({ protocol: /^https?$/, error: 'expected an http or https address' })

const tracingSchema = z.object({
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], 'expected otlp or none').default('otlp'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .literal('http/protobuf', 'expected http/protobuf, the one that is built in')
    .default('http/protobuf'),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, `expected one of ${SAMPLERS.join(', ')}`)
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('expected a number from 0 to 1')
    .min(0, 'expected a number from 0 to 1')
    .max(1, 'expected a number from 0 to 1')
    .default(1),
})

/** Reads OpenTelemetry's variables; null = no collector, or switched off. Pure. */
export function readTracing(given: Readonly<Record<string, string | undefined>>): {
  tracing: TracingConfig | null
  mistakes: string[]
} {
  // Platforms may set some of these globally: ignore them without a collector.
  if (!isOn(given)) return { tracing: null, mistakes: [] }
  const result = tracingSchema.safeParse(given)
  if (!result.success) {
    const mistakes = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    return { tracing: null, mistakes }
  }
  const { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio } = result.data
  return { tracing: { sampler: { name, ratio } }, mistakes: [] }
}

function isOn(given: Readonly<Record<string, string | undefined>>): boolean {
  if (given.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false
  if (given.OTEL_TRACES_EXPORTER === 'none') return false
  return (
    (given.OTEL_EXPORTER_OTLP_ENDPOINT ?? given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined
  )
}
