import { CONTRACT_NAMESPACE } from './namespaces.ts'
import { escapeXml } from './xml-text.ts'

type ElementRow = readonly [name: string, type: string, occurs?: 'many']

const META: readonly ElementRow[] = [
  ['externalEventId', 'xs:string'],
  ['type', 'xs:string'],
  ['publishedAt', 'xs:string'],
  ['publishedBy', 'xs:string'],
  ['effective', 'xs:string'],
  ['repost', 'xs:boolean'],
]
const EVENT: readonly ElementRow[] = [
  ['eventId', 'xs:string'],
  ['entityType', 'xs:string'],
  ['effectiveStartDate', 'xs:string'],
  ['publishedAt', 'xs:long'],
  ['publishedBy', 'xs:string'],
  ['repost', 'xs:boolean'],
  ['entityKeys', 'tns:entityKeys'],
  ['params', 'tns:params'],
  ['eventPayload', 'xs:anyType'],
]
const RESPONSE: readonly ElementRow[] = [
  ['entityId', 'xs:string'],
  ['errorCode', 'xs:string'],
  ['errorMessage', 'xs:string'],
  ['status', 'xs:int'],
  ['statusDate', 'xs:dateTime'],
  ['statusDetails', 'xs:string'],
]

/**
 * The contract that `?wsdl` answers: V2, which the Event Connector sends today, document/literal
 * over SOAP 1.1. Every element is optional, and name and value of a pair are in no namespace.
 * @param endpointUrl the address to which messages are sent
 */
export function contractWsdl(endpointUrl: string): string {
  const namespace = CONTRACT_NAMESPACE.v2
  return `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="NotifyImplService" targetNamespace="${namespace}"
  xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="${namespace}">
  <wsdl:types>
    <xs:schema targetNamespace="${namespace}" version="1.0">
      <xs:element name="ExternalEvent" type="tns:ExternalEvent"/>
      <xs:element name="ExternalEventResponse" type="tns:ExternalEventResponse"/>
${[
  complexType('ExternalEvent', [
    ['externalEventMeta', 'tns:externalEventMeta'],
    ['events', 'tns:events'],
  ]),
  complexType('externalEventMeta', META),
  complexType('events', [['event', 'tns:event', 'many']]),
  complexType('event', EVENT),
  complexType('entityKeys', [['entityKey', 'tns:pair', 'many']]),
  complexType('params', [['param', 'tns:pair', 'many']]),
  complexType(
    'pair',
    [
      ['name', 'xs:string'],
      ['value', 'xs:string'],
    ],
    'unqualified',
  ),
  complexType('ExternalEventResponse', [['responsePayload', 'tns:responsePayload']]),
  complexType('responsePayload', RESPONSE),
].join('\n')}
    </xs:schema>
  </wsdl:types>
  <wsdl:message name="ExternalEvent">
    <wsdl:part name="parameters" element="tns:ExternalEvent"/>
  </wsdl:message>
  <wsdl:message name="ExternalEventResponse">
    <wsdl:part name="parameters" element="tns:ExternalEventResponse"/>
  </wsdl:message>
  <wsdl:portType name="INotify">
    <wsdl:operation name="ExternalEvent">
      <wsdl:input message="tns:ExternalEvent" wsam:Action="${namespace}/INotify/ExternalEventRequest"/>
      <wsdl:output message="tns:ExternalEventResponse" wsam:Action="${namespace}/INotify/ExternalEventResponse"/>
    </wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="NotifyImplPortBinding" type="tns:INotify">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="ExternalEvent">
      <soap:operation soapAction=""/>
      <wsdl:input><soap:body use="literal"/></wsdl:input>
      <wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="NotifyImplService">
    <wsdl:port name="NotifyImplPort" binding="tns:NotifyImplPortBinding">
      <soap:address location="${escapeXml(endpointUrl)}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`
}

function complexType(
  name: string,
  rows: readonly ElementRow[],
  form: 'qualified' | 'unqualified' = 'qualified',
): string {
  const elements = rows.map(([element, type, occurs]) => {
    const many = occurs === 'many' ? ' maxOccurs="unbounded"' : ''
    return `          <xs:element name="${element}" type="${type}" form="${form}" minOccurs="0"${many}/>`
  })
  return `      <xs:complexType name="${name}">
        <xs:sequence>
${elements.join('\n')}
        </xs:sequence>
      </xs:complexType>`
}
