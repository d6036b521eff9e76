/** Namespace URIs of the contracts and envelopes. Prefixes are the sender's choice and mean nothing. */
export const CONTRACT_NAMESPACE = {
  v1: 'com.successfactors.event.notification',
  v2: 'http://notification.event.successfactors.com',
} as const

export const ENVELOPE_NAMESPACE = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
} as const

export type XmlContract = keyof typeof CONTRACT_NAMESPACE
export type SoapVersion = keyof typeof ENVELOPE_NAMESPACE

export function contractOf(uri: string): XmlContract | null {
  if (uri === CONTRACT_NAMESPACE.v2) return 'v2'
  return uri === CONTRACT_NAMESPACE.v1 ? 'v1' : null
}

export function soapVersionOf(uri: string): SoapVersion | null {
  if (uri === ENVELOPE_NAMESPACE.soap11) return 'soap11'
  return uri === ENVELOPE_NAMESPACE.soap12 ? 'soap12' : null
}
