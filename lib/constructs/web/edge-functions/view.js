// Runs in CloudFront before it looks for a file of the page, and again before it answers. One file serves all views of the page.
// It also serves a browser that opens an unknown address, and says so there; its status says so here. Everything else that is
// missing stays missing.
function handler(event) {
  const request = event.request;
  const isView = /^\/(signed-in|view\/[^/]+)$/.test(request.uri);
  // As web/build.ts names them.
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
