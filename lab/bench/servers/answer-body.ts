/** As short as an answer of the contract can be. */
export const answerBody =
  '<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><ExternalEventResponse xmlns="http://notification.event.successfactors.com"><responsePayload><entityId>EmpJob</entityId><status>0</status></responsePayload></ExternalEventResponse></S:Body></S:Envelope>'
