// Starts Swagger UI on the document of this application. `SwaggerUIBundle` comes from the script before this one.
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  // It would send the document's address to a server on the internet.
  validatorUrl: null,
});
