import { registerI18nLoader } from '@ui5/webcomponents-base/dist/asset-registries/i18n.js'
import { registerLocaleDataLoader } from '@ui5/webcomponents-base/dist/asset-registries/LocaleData.js'
import { registerThemePropertiesLoader } from '@ui5/webcomponents-base/dist/asset-registries/Themes.js'

// The library's own asset list has 70 languages and 10 themes. It fetches unregistered ones from
// another host. The pages use only these; English and Horizon are built in.

registerI18nLoader(
  '@ui5/webcomponents',
  'de',
  async () =>
    (await import('@ui5/webcomponents/dist/generated/assets/i18n/messagebundle_de.json')).default,
)
registerI18nLoader(
  '@ui5/webcomponents-fiori',
  'de',
  async () =>
    (await import('@ui5/webcomponents-fiori/dist/generated/assets/i18n/messagebundle_de.json'))
      .default,
)
registerI18nLoader(
  '@ui5/webcomponents-icons',
  'de',
  async () =>
    (await import('@ui5/webcomponents-icons/dist/generated/assets/i18n/messagebundle_de.json'))
      .default,
)

registerThemePropertiesLoader(
  '@ui5/webcomponents-theming',
  'sap_horizon_dark',
  async () =>
    (
      await import(
        '@ui5/webcomponents-theming/dist/generated/assets/themes/sap_horizon_dark/parameters-bundle.css.json'
      )
    ).default,
)
registerThemePropertiesLoader(
  '@ui5/webcomponents',
  'sap_horizon_dark',
  async () =>
    (
      await import(
        '@ui5/webcomponents/dist/generated/assets/themes/sap_horizon_dark/parameters-bundle.css.json'
      )
    ).default,
)
registerThemePropertiesLoader(
  '@ui5/webcomponents-fiori',
  'sap_horizon_dark',
  async () =>
    (
      await import(
        '@ui5/webcomponents-fiori/dist/generated/assets/themes/sap_horizon_dark/parameters-bundle.css.json'
      )
    ).default,
)

// Only calendars need these, and the pages have none. The library requests them anyway, and would
// fetch unregistered ones from another host.
for (const language of ['en', 'de']) registerLocaleDataLoader(language, async () => ({}))
