/** Refusals because of the body or the address. */
export const contentReasons = {
  body_empty: {
    title: 'The body is empty',
    todo: 'Find the proxy that removes the body.',
  },
  body_too_large: {
    title: 'The body is too large',
    todo: 'Send smaller messages, or raise BODY_LIMIT_MB.',
  },
  body_encoding: {
    title: 'The encoding of the body is not known',
    todo: 'Send the body uncompressed or with gzip.',
  },
  content_type: {
    title: 'The content type is not known',
    todo: 'Send SOAP as text/xml or application/soap+xml, or JSON as application/json.',
  },
  xml_malformed: {
    title: 'The XML is broken',
    todo: 'Check whether a proxy changes the body, and the template of the sender. The body was kept.',
  },
  xml_doctype: {
    title: 'The XML has a DOCTYPE, which is not allowed',
    todo: 'Check who calls: SuccessFactors sends no DOCTYPE.',
  },
  xml_limit: {
    title: 'The XML is nested too deeply or has too many parts',
    todo: 'Check who calls: SuccessFactors sends no XML like this.',
  },
  content_limit: {
    title: 'The body is nested too deeply or has too many parts',
    todo: 'Send less in one message, or check the template of the sender. The body was kept.',
  },
  json_malformed: {
    title: 'The JSON is broken',
    todo: 'Check the template in Integration Center. The body was kept.',
  },
  csv_malformed: {
    title: 'The CSV is broken',
    todo: 'Check the output format in Integration Center. The body was kept.',
  },
  event_type_missing: {
    title: 'The address names no event type',
    todo: 'Add the event type to the endpoint URL as the details say. The body was kept.',
  },
  events_not_found: {
    title: 'No events at the expected place',
    todo: 'Correct the path to the events in the endpoint URL, or the template of the sender. The body was kept.',
  },
  place_invalid: {
    title: 'The address contains an invalid path to a value',
    todo: 'Correct the endpoint URL as the details say. The body was kept.',
  },
  multipart_malformed: {
    title: 'The multipart body is broken',
    todo: 'Send the body as one part, or correct the boundary. The body was kept.',
  },
  form_malformed: {
    title: 'The form cannot be read',
    todo: 'Send the body as XML or JSON instead of a form, or correct the form. The body was kept.',
  },
  not_an_external_event: {
    title: 'The body is not a SuccessFactors event',
    todo: 'Check the event or message that the sender is set up for. The body was kept.',
  },
  cloudevent_invalid: {
    title: 'The CloudEvent lacks a required attribute',
    todo: 'Let the sender set specversion 1.0, id, source and type. The body was kept.',
  },
  webhook_origin: {
    title: 'An unknown sender asked for permission to send',
    todo: 'If you know the sender, add its full name to WEBHOOK_ORIGINS.',
  },
}
