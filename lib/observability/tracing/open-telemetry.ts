import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { ApplicationIdentity } from '../../config/config.ts'
import type { SamplerConfig, TracingConfig } from '../../config/tracing.ts'
import { discreetExporter } from './discreet-exporter.ts'
import { createSpans } from './spans.ts'
import { SYSTEM, type Tracing } from './tracing.ts'

export interface OpenTelemetryOptions {
  readonly config: TracingConfig
  readonly application: ApplicationIdentity
  /** result of each export; null = success */
  readonly onExport: (error: Error | null) => void
}

/** Longest wait for the collector at a stop (ms). */
const CLOSE_MS = 2_000

/**
 * Sends traces by OTLP. Loaded only if a collector is configured. One per process: OpenTelemetry's
 * API is global.
 */
export function startOpenTelemetry(options: OpenTelemetryOptions): Tracing {
  const { config, application } = options
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          'service.name': application.componentName,
          'service.version': application.version,
          'service.instance.id': application.componentInstance,
        }),
      )
      // OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME override our values.
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(config.sampler),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: discreetExporter(new OTLPTraceExporter(), {
          onResult: options.onExport,
        }),
      }),
    ],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  // Traces calls of attempts; calls to issuers belong to no trace.
  const undici = new UndiciInstrumentation({ requireParentforSpans: true })

  return {
    ...createSpans(provider.getTracer(SYSTEM, application.version)),
    async close() {
      undici.disable()
      const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
      await Promise.race([provider.shutdown().catch(() => undefined), limit])
    },
  }
}

/** OTEL_TRACES_SAMPLER, which the tracing SDK does not read. */
function samplerOf({ name, ratio }: SamplerConfig): Sampler {
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio)
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() })
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() })
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })
  }
}
