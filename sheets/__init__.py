"""CSV, XLSX and ODS as people make them; knows nothing of customers or invoices."""
