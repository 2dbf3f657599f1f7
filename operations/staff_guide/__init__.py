"""The guide for staff with pictures: made from docs/staff, and from the pages as they are now."""
