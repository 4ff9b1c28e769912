// Runs in CloudFront on requests and on responses. Serves index.html for every view of the page, and for any unknown address that a
// browser opens: the page shows that the address is unknown, and this function sets the status 404. Other requests are unchanged.
function handler(event) {
  const request = event.request;
  const isView = /^\/(signed-in|view\/[^/]+)$/.test(request.uri);
  // The names of the files that web/build.ts writes.
  const isFile = /^\/(|index\.html|config\.json|[\w.-]+-[0-9A-Z]{8}\.\w+)$/.test(request.uri);
  const isUnknown = !isView && !isFile && wantsPage(request.headers);
  if (event.response) {
    if (isUnknown && event.response.statusCode === 200) {
      event.response.statusCode = 404;
      event.response.statusDescription = 'Not Found';
    }
    return event.response;
  }
  if (isView || isUnknown) request.uri = '/index.html';
  return request;
}

function wantsPage(headers) {
  return headers.accept ? headers.accept.value.includes('text/html') : false;
}
