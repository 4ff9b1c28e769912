// Runs in CloudFront, before it looks for a file of the page. Views of the page have addresses of their own; one file serves
// them all. Whatever else is missing stays missing.
function handler(event) {
  const request = event.request;
  if (request.uri === '/signed-in' || request.uri.startsWith('/view/')) request.uri = '/index.html';
  return request;
}
