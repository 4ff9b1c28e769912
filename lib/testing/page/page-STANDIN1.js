document.body.textContent = 'Stand-in of the page';
