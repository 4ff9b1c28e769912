// The form's own button, so that what it says is sent, too.
document.querySelector('button').click();
