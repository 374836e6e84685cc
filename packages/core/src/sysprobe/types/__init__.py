"""The records and enums that capabilities return, one module for each domain."""
