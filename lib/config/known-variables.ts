import { environmentSchema } from './environment-schema.ts'

/** Variables with readers of their own, and those of Node and OpenTelemetry that the service uses. */
const OTHERS = [
  ...['VCAP_APPLICATION', 'VCAP_SERVICES', 'VCAP_SERVICES_FILE_PATH', 'SERVICE_BINDING_ROOT'],
  ...['TRUSTED_ISSUERS', 'ENV_FILE', 'NODE_USE_ENV_PROXY', 'NODE_EXTRA_CA_CERTS'],
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  ...['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_SDK_DISABLED', 'OTEL_TRACES_EXPORTER'],
  ...['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'],
]

export const KNOWN_VARIABLES: readonly string[] = [
  ...Object.keys(environmentSchema.shape),
  ...OTHERS,
]
