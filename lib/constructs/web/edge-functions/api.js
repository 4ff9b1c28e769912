// Runs in CloudFront before a request is forwarded to the API. Removes /api, which the routes of the API do not contain.
function handler(event) {
  const request = event.request;
  request.uri = request.uri.replace(/^\/api\//, '/');
  return request;
}
