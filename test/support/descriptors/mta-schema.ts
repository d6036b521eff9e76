import { z } from 'zod'

const NAME = /^[A-Za-z0-9_\-.]+$/
export const SCHEMA_VERSION = '3.3'

const name = z.string().regex(NAME, 'expected letters, digits, _ - .')
const values = z.record(z.string(), z.unknown())
const dependency = z.strictObject({
  name,
  properties: values.optional(),
  parameters: values.optional(),
})
const size = z.string().regex(/^\d+(M|MB|G|GB)$/i, 'expected a size such as 512M')
const endpoint = z.string().regex(/^\/[a-z/]+$/, 'expected a path')
const checkType = z.enum(['http', 'port', 'process'])

const builder = {
  builder: z.literal('custom', 'expected the builder custom: the others install as they like'),
  timeout: z.string().regex(/^\d+[smh]$/, 'expected a time such as 15m'),
  commands: z
    .array(z.string().regex(/^[^&|;<>$`]+$/, 'expected one command without a shell'))
    .min(1, 'expected at least one command'),
}

const moduleSchema = z.strictObject({
  name,
  type: z.literal('nodejs'),
  path: z.string().min(1),
  'build-parameters': z.strictObject({
    ...builder,
    ignore: z.array(
      z
        .string()
        .regex(/^(?![/!])(?!.*\*\*)[^[\]?\\]+$/, 'expected names and single stars (filepath.Glob)'),
    ),
  }),
  parameters: z.looseObject({
    buildpack: z.literal('nodejs_buildpack'),
    command: z.string().min(1),
    memory: size,
    'disk-quota': size,
    instances: z.int().min(2, 'expected two instances at least: one may be moved at any time'),
    'app-features': z.record(z.string(), z.boolean()),
    'health-check-type': checkType,
    'health-check-http-endpoint': endpoint,
    'readiness-health-check-type': checkType,
    'readiness-health-check-http-endpoint': endpoint,
  }),
  properties: z.record(z.string(), z.string('expected text: it becomes a variable')),
  requires: z.array(dependency),
  provides: z.array(z.strictObject({ name, properties: values })),
})

const resourceSchema = z.strictObject({
  name,
  type: z.literal('org.cloudfoundry.managed-service'),
  active: z.boolean().optional(),
  optional: z.boolean().optional(),
  'processed-after': z.array(name).optional(),
  requires: z.array(dependency).optional(),
  parameters: z.looseObject({
    service: z.string().min(1),
    'service-plan': z.string().min(1),
    path: z.string().optional(),
    config: values.optional(),
    'service-keys': z.array(z.strictObject({ name, config: values.optional() })).optional(),
  }),
})

/** The part of SAP's MTA schema that this project uses. Other properties are mistakes. */
export const mtaSchema = z.strictObject({
  '_schema-version': z.literal(SCHEMA_VERSION),
  ID: name,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'expected three numbers'),
  description: z.string(),
  parameters: values,
  // A project with the package builds nothing before its module.
  'build-parameters': z
    .strictObject({ 'before-all': z.array(z.strictObject(builder)).min(1) })
    .default({ 'before-all': [] }),
  modules: z.array(moduleSchema).min(1),
  resources: z.array(resourceSchema),
})

export type Mta = z.infer<typeof mtaSchema>

const extended = { name, parameters: values.optional() }

/** An extension adds no modules, resources or dependencies, and changes no type. */
export const mtaextSchema = z.strictObject({
  '_schema-version': z.literal(SCHEMA_VERSION),
  ID: name,
  extends: z.string(),
  modules: z
    .array(
      z.strictObject({
        ...extended,
        properties: z.record(z.string(), z.string('expected text')).optional(),
        requires: z.array(dependency).optional(),
        provides: z.array(dependency).optional(),
      }),
    )
    .default([]),
  resources: z.array(z.strictObject({ ...extended, active: z.boolean().optional() })).default([]),
})

/** `modules.0.path: expected …` */
export function findingsOf({ issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
