// Clicks the button instead of calling `submit()`, so that its value is sent, too.
document.querySelector('button').click();
