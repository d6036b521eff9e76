import type { Connection } from '../../api/monitor-shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The values for the form in SuccessFactors, with the labels of that form. */
export function Settings({ connection }: { readonly connection: Connection }) {
  const { t } = useTexts()
  const { endpoints, issuers } = connection
  return (
    <Section title={t.connect.settings}>
      <Fields>
        {endpoints.map((endpoint, at) => (
          <Field
            key={endpoint}
            name={at === 0 ? t.connect.endpoint : t.connect.otherEndpoint}
            copy={endpoint}
            wide
          >
            <span className="connect-value">{endpoint}</span>
          </Field>
        ))}
        <Field name={t.connect.authentication} wide>
          {t.connect.authenticationValue}
        </Field>
        {issuers.map(({ issuer, kind, tokenUrl }) => (
          <Field
            key={issuer}
            name={issuers.length === 1 ? t.connect.tokenUrl : t.connect.tokenUrlOf(kind)}
            copy={tokenUrl}
            wide
          >
            {tokenUrl === null ? (
              t.connect.noTokenUrl
            ) : (
              <span className="connect-value">{tokenUrl}</span>
            )}
          </Field>
        ))}
        <Field name={t.connect.client} wide>
          {issuers.length === 0 ? t.connect.noIssuer : t.connect.clientValue}
        </Field>
      </Fields>
      <p className="muted">
        {t.connect.endpointHint} {t.connect.https}
      </p>
    </Section>
  )
}
