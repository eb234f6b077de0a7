"""Excel workbooks in and out; the only room that knows openpyxl.

Nothing is imported here: the process that parses uploads loads this package too, and must start
fast. Import `reading` or `writing`.
"""
