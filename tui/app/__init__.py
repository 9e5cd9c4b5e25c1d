"""The terminal app: screens, widgets, what runs beside them, what is kept between sessions."""
