"""The review site: static pages that show every value beside its place on the page it was read from."""

from pipeline.publish.site.build import SiteReport, build_site

__all__ = ["SiteReport", "build_site"]
