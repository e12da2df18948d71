"""What people prove themselves with: enrolment, verification, and what their phones show."""
