// Runs in CloudFront, before it asks the API: its routes know nothing of the path that they stand below here.
function handler(event) {
  const request = event.request;
  request.uri = request.uri.replace(/^\/api\//, '/');
  return request;
}
